package main

import (
	"io"
	"net/http"
	"os"
)

func read(url string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		for _, url := range []string{os.Getenv("PRICES_URL") + "/prices/A1", os.Getenv("STOCK_URL") + "/stock"} {
			if err := read(url); err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
		}
		w.Write([]byte("ok"))
	})
	http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
